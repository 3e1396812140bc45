// Runs a compiled program as an inline program of the automation API, and prints how many resources each operation was
// done to, as JSON. It takes the Pulumi SDK of the program: two SDKs would not know each other's outputs.
const { createRequire } = require("node:module");

async function run(operation, path, workDir, stackName) {
    const { LocalWorkspace, Stack } = createRequire(path)("@pulumi/pulumi/automation");
    const workspace = await LocalWorkspace.create({ workDir, program: async () => require(path) });
    const stack = await Stack.select(stackName, workspace);
    return operation === "up" ? (await stack.up()).summary.resourceChanges : (await stack.preview()).changeSummary;
}

run(...process.argv.slice(2)).then(
    changes => console.log(JSON.stringify(changes)),
    error => {
        console.error(error);
        process.exitCode = 1;
    },
);

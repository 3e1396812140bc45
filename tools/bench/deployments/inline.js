// Runs an operation on a stack of inline tables, as an inline program of the automation API, and prints how many
// milliseconds the pulumi command took. It is given its settings as JSON. The SDKs are imported before.
const { createRequire } = require("node:module");
const { performance } = require("node:perf_hooks");

const settings = JSON.parse(process.argv[2]);
const load = createRequire(settings.modules);
const pulumi = load("@pulumi/pulumi");
const { LocalWorkspace, PulumiCommand, Stack } = load("@pulumi/pulumi/automation");
const aws = load("@pulumi/aws");

// declareTable declares what DeclareTable in programs.go does.
function declareTable(name, provider) {
    const table = new aws.dynamodb.Table(name, {
        billingMode: "PAY_PER_REQUEST",
        attributes: [{ name: "pk", type: "S" }],
        hashKey: "pk",
        serverSideEncryption: { enabled: true },
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: false,
    }, { provider });
    new aws.dynamodb.ResourcePolicy(`${name}-policy`, {
        resourceArn: table.arn,
        policy: table.arn.apply(arn => settings.policy.replaceAll(settings.placeholder, arn)),
    }, { provider, deletedWith: table });
}

async function program() {
    const provider = new aws.Provider("aws");
    for (let number = 0; number < settings.count; number++) {
        declareTable(`table-${number}`, provider);
    }
}

// timed returns the pulumi command, which keeps how long an operation took.
async function timed(operation) {
    const command = await PulumiCommand.get();
    const run = command.run.bind(command);
    command.run = async (args, ...others) => {
        const began = performance.now();
        const result = await run(args, ...others);
        if (args[0] === operation) {
            command.took = performance.now() - began;
        }
        return result;
    };
    return command;
}

async function main() {
    const command = await timed(settings.operation);
    const workspace = await LocalWorkspace.create({ workDir: settings.dir, program, pulumiCommand: command });
    const stack = await Stack.createOrSelect(settings.stack, workspace);
    await stack[settings.operation]({ suppressProgress: true });
    console.log(command.took);
}

main().catch(error => {
    console.error(error);
    process.exitCode = 1;
});

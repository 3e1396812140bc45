"""Runs a program as an inline program of the automation API, and prints how many resources each operation was done to,
as JSON."""

import json
import runpy
import sys

from pulumi.automation import LocalWorkspace, Stack

operation, path, work_dir, stack_name = sys.argv[1:]


def program() -> None:
    runpy.run_path(path, run_name="__main__")


stack = Stack.select(stack_name, LocalWorkspace(work_dir=work_dir, program=program))
if operation == "up":
    print(json.dumps(stack.up().summary.resource_changes))
else:
    print(json.dumps(stack.preview().change_summary))

# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Validates samples/launchers/kubernetes_job.yaml against Kubernetes' schemas. It is not run, which would take a cluster.

kubernetes.py KUBERNETES_JOB_YAML    needs kubernetes-validate in python's path
"""

import copy
import os
import sys

import kubernetes_validate
import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap

VERSIONS = ["1.30", kubernetes_validate.latest_version()]  # 1.26 wrongly requires onPodConditions beside onExitCodes


def why_not(job, version):
    try:
        kubernetes_validate.validate(job, version, strict=True)
        return ""
    except kubernetes_validate.ValidationError as error:
        return str(error)


tap = Tap()
with open(sys.argv[1], encoding="utf-8") as file:
    job = yaml.safe_load(file)
for version in VERSIONS:
    why = why_not(job, version)
    tap.check(f"a Job by the schema of Kubernetes {version}", not why, why)

misspelt = copy.deepcopy(job)
misspelt["spec"]["completionmode"] = misspelt["spec"].pop("completionMode")
tap.check("the schema refuses a misspelt field", why_not(misspelt, VERSIONS[-1]) != "")

# Fields that require one another, which no schema checks.
spec = job["spec"]
pod = spec["template"]["spec"]
names = [container["name"] for container in pod["containers"]]
rules = spec["podFailurePolicy"]["rules"]
mounts = {mount["name"] for container in pod["containers"] for mount in container["volumeMounts"]}
tap.check("restartPolicy is Never, as podFailurePolicy wants it", pod["restartPolicy"] == "Never")
tap.check("its rules name a container that is there", all(rule["onExitCodes"]["containerName"] in names for rule in rules if "onExitCodes" in rule))
tap.check("a pause's exit code is ignored", any(rule["action"] == "Ignore" and 75 in rule.get("onExitCodes", {}).get("values", []) for rule in rules))
tap.check("an Indexed Job has completions", spec["completionMode"] == "Indexed" and spec["parallelism"] <= spec["completions"])
tap.check("each mount has its volume", mounts == {volume["name"] for volume in pod["volumes"]})
tap.end()

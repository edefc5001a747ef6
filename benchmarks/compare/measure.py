"""Runs a command on one core and prints its CPU seconds and peak memory as JSON. measure.py SECONDS COMMAND ..."""
import json
import os
import resource
import subprocess
import sys

os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
done = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=float(sys.argv[1]), check=False)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": done.returncode, "cpuSeconds": used.ru_utime + used.ru_stime, "memoryBytes": used.ru_maxrss * 1024, "error": done.stderr.decode()[-400:]}))

"""Checks every .onnx file of a folder with ONNX's own checker, types and shapes inferred: check_onnx.py FOLDER. Ends with 3 where the module is missing."""
import pathlib
import sys

try:
    import onnx
    import onnx.checker
except ImportError:
    sys.exit(3)

files = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
for file in files:
    try:
        onnx.checker.check_model(onnx.load(str(file)), full_check=True)
    except Exception as error:  # the checker's errors have no common base
        sys.exit(f"{file.name}: {error}")
print(f"{len(files)} files pass onnx {onnx.__version__}")

using System.Diagnostics;
using Xunit;

namespace Training.Core.Tests.Interop;

/// <summary>ONNX's own checker, by the script beside the fixtures. Where Python or its module onnx is missing, the test is skipped and says so.</summary>
internal static class OnnxChecker
{
    private const int Missing = 3; // the script's answer

    /// <summary>Checks all .onnx files of a folder.</summary>
    public static void Check(string folder, int files)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Fixtures", "check_onnx.py"), folder]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("/usr/bin/python3 is missing: ONNX's checker did not look at the files. Install python3-onnx.");
        }

        using (process)
        {
            var errors = process!.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == Missing)
                Assert.Skip("Python's module onnx is missing: ONNX's checker did not look at the files. Install python3-onnx.");
            Assert.True(process.ExitCode == 0, output + errors.Result);
            Assert.Contains($"{files} files pass", output, StringComparison.Ordinal);
        }
    }
}

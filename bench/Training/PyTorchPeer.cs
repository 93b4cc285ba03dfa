using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace Bench.Throughput;

/// <summary>A process of Debian's PyTorch that trains the same cases on the same rows, with the same BLAS, kernels and threads.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Process _process;

    private PyTorchPeer(Process process, string description)
    {
        _process = process;
        Description = description;
    }

    /// <summary>Version and BLAS, read from the process itself.</summary>
    public string Description { get; }

    /// <summary>Starts it, or returns null where Python or its torch package is not installed.</summary>
    /// <param name="folder">What <see cref="TrainingData"/> wrote.</param>
    /// <param name="threads">For libtorch and BLAS.</param>
    /// <param name="tuned">Whether its malloc keeps memory as ours does, instead of giving large blocks back to the kernel.</param>
    public static PyTorchPeer? TryStart(string folder, int threads, bool tuned)
    {
        if (!File.Exists(Python))
            return null;
        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Training", "peer.py"), folder, threads.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        UseSameBlas(start.Environment);
        if (tuned)
        {
            start.Environment["MALLOC_MMAP_THRESHOLD_"] = "33554432";
            start.Environment["MALLOC_TRIM_THRESHOLD_"] = "2147483647";
        }

        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() is { } hello)
        {
            var facts = JsonElement.Parse(hello);
            return new PyTorchPeer(process, $"PyTorch {facts.GetProperty("version")} on {facts.GetProperty("blas")}");
        }

        process.Dispose();
        return null;
    }

    /// <summary>Trains some epochs of a case.</summary>
    public Throughput Run(string name, int epochs)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new { Case = name, epochs }, Json));
        _process.StandardInput.Flush();
        var answer = JsonElement.Parse(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The peer ended in {name}; its message is on standard error."));
        return new(answer.GetProperty("samplesPerSecond").GetDouble(), answer.GetProperty("samplesPerProcessorSecond").GetDouble());
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Whatever the system's alternatives and the shell say, as TorchRuntime does for this process.
    private static void UseSameBlas(IDictionary<string, string?> environment)
    {
        environment["LD_LIBRARY_PATH"] = "/usr/lib/x86_64-linux-gnu/openblas-openmp";
        environment.Remove("OPENBLAS_CORETYPE");
        if (Avx512F.IsSupported && Avx512DQ.IsSupported && Avx512BW.IsSupported)
            environment["OPENBLAS_CORETYPE"] = "SKYLAKEX";
    }
}

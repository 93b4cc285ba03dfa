using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Training.Core.Data;

namespace Bench.Throughput;

/// <summary>A process of Debian's PyTorch that trains the same cases on the same rows, with the same BLAS, kernels and threads.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Process _process;
    private readonly string _folder;

    private PyTorchPeer(Process process, string folder, string description)
    {
        _process = process;
        _folder = folder;
        Description = description;
    }

    /// <summary>Version and BLAS, read from the process itself.</summary>
    public string Description { get; }

    /// <summary>Starts it, or returns null where Python or its torch package is not installed.</summary>
    public static PyTorchPeer? TryStart(ImageDataset data, int threads)
    {
        if (!File.Exists(Python))
            return null;
        var folder = Directory.CreateTempSubdirectory("bench-training-").FullName;
        WriteData(folder, data);
        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Training", "peer.py"), folder, threads.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        UseSameBlas(start.Environment);
        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() is { } hello)
        {
            var facts = JsonElement.Parse(hello);
            return new PyTorchPeer(process, folder, $"PyTorch {facts.GetProperty("version")} on {facts.GetProperty("blas")}");
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
        return null;
    }

    /// <summary>Trains some epochs; training samples per second.</summary>
    public double Run(TrainingCase trainingCase)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new { Case = trainingCase.Name, trainingCase.Epochs }, Json));
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The peer ended in {trainingCase.Name}; its message is on standard error.");
        return JsonElement.Parse(answer).GetProperty("samplesPerSecond").GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void WriteData(string folder, ImageDataset data)
    {
        File.WriteAllBytes(Path.Combine(folder, "pixels.bin"), data.Train.Pixels.Span);
        File.WriteAllBytes(Path.Combine(folder, "labels.bin"), MemoryMarshal.AsBytes(data.Train.Labels.Span));
        var cases = TrainingCase.All.ToDictionary(c => c.Name, c =>
        {
            var split = data.Split(c.Spec.Data.ValidationFraction, c.Spec.Data.SplitSeed, c.Rows);
            return new { c.Model, Batch = c.BatchSize, Mean = data.Mean[0], Std = data.Std[0], split.Train, split.Validation };
        });
        File.WriteAllText(Path.Combine(folder, "cases.json"), JsonSerializer.Serialize(cases, Json));
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

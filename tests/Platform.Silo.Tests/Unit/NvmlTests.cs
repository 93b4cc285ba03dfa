using System.Diagnostics;
using Platform.Client.Machine;
using Xunit;

namespace Platform.Silo.Tests.Unit;

/// <summary>The binding to NVIDIA's management library: against a library of the same functions, compiled here, because this machine need not have a GPU.</summary>
public sealed class NvmlTests : IDisposable
{
    private const string Source =
        """
        typedef struct { unsigned gpu, memory; } rates;
        typedef struct { unsigned long long total, free, used; } memory;
        int nvmlInit_v2(void) { return 0; }
        int nvmlDeviceGetCount_v2(unsigned *n) { *n = 2; return 0; }
        int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **d) { *d = (void *)(unsigned long)(i + 1); return 0; }
        int nvmlDeviceGetUtilizationRates(void *d, rates *r) { if ((unsigned long)d == 2) return 3; r->gpu = 87; r->memory = 12; return 0; }
        int nvmlDeviceGetMemoryInfo(void *d, memory *m) { m->total = 8000000000ull; m->free = 6000000000ull; m->used = 2000000000ull; return 0; }
        int nvmlDeviceGetPowerUsage(void *d, unsigned *p) { *p = 150000 * (unsigned)(unsigned long)d; return 0; }
        int nvmlDeviceGetEnforcedPowerLimit(void *d, unsigned *p) { *p = 600000; return 0; }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("platform-nvml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_each_device_tells_is_read_and_what_it_does_not_is_left_out()
    {
        var read = Nvml.TryLoad(Compiled())!.Read().ToDictionary(StringComparer.Ordinal);

        Assert.Equal(9, read.Count);
        Assert.Equal((87, 2_000, 25), (read["gpu_0_utilization_percentage"], read["gpu_0_memory_usage_megabytes"], read["gpu_0_memory_usage_percentage"]));
        Assert.Equal((150, 25, 300, 50), (read["gpu_0_power_usage_watts"], read["gpu_0_power_usage_percentage"], read["gpu_1_power_usage_watts"], read["gpu_1_power_usage_percentage"]));
        Assert.DoesNotContain("gpu_1_utilization_percentage", read.Keys);
    }

    [Fact]
    public void Without_the_library_there_is_nothing_and_no_error() => Assert.Null(Nvml.TryLoad("libno-such-library.so.1"));

    [Fact]
    public void A_library_that_is_another_one_is_not_used() => Assert.Null(Nvml.TryLoad("libc.so.6"));

    private string Compiled()
    {
        var (source, library) = (Path.Combine(_folder, "nvml.c"), Path.Combine(_folder, "libnvml.so"));
        File.WriteAllText(source, Source);
        using var compiler = Process.Start("g++", ["-x", "c", "-shared", "-fPIC", "-o", library, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }
}

using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void The_runtime_says_what_is_really_loaded()
    {
        Assert.True(TorchRuntime.TryLoad(out var remedy), remedy);
        var info = TorchRuntime.Info;

        Assert.Matches(@"^\d+\.\d+", info.LibtorchVersion);
        Assert.NotEmpty(info.CpuName);
        Assert.NotEmpty(info.Blas);
        if (File.Exists("/usr/lib/x86_64-linux-gnu/openblas-openmp/libopenblas.so.0") && Environment.GetEnvironmentVariable("LIBTORCH") is null or "")
            Assert.StartsWith("openblas-openmp/", info.Blas, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_thread_has_its_own_thread_count()
    {
        var counts = new int[2];
        var threads = Enumerable.Range(0, 2).Select(i => new Thread(() =>
        {
            torch.set_num_threads(i + 1);
            using var scope = torch.NewDisposeScope();
            _ = torch.ones([512, 512]).matmul(torch.ones([512, 512])).sum().item();
            counts[i] = torch.get_num_threads();
        })).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
            thread.Join();
        }

        Assert.Equal([1, 2], counts);
        Assert.Throws<ArgumentOutOfRangeException>(() => torch.set_num_threads(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TorchRuntime.Configure(0));
    }
}

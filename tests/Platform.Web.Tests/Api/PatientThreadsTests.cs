using Platform.Testing;
using Platform.Web.Api;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>Long calculations beside everything else.</summary>
public sealed class PatientThreadsTests : IDisposable
{
    private readonly PatientThreads _threads = new();

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task What_is_worked_out_lets_other_threads_go_before()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads have a nice value of their own on Linux only.");
        static string NiceValue()
        {
            var stat = File.ReadAllText("/proc/thread-self/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16]; // the 19th field; the name, the second, is in brackets
        }

        var here = int.Parse(NiceValue(), System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(Math.Max(here, 10), int.Parse(await _threads.RunAsync(NiceValue), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_is_thrown_reaches_who_asked_and_the_next_is_worked_out()
    {
        await Assert.ThrowsAsync<ArithmeticException>(() => _threads.RunAsync<int>(() => throw new ArithmeticException()));

        Assert.Equal(7, await _threads.RunAsync(() => 7));
    }

    [Fact]
    public async Task Who_no_longer_waits_is_told_at_once_and_nothing_is_worked_out_for_nobody()
    {
        using var held = new ManualResetEventSlim();
        using var left = new CancellationTokenSource();
        var busy = Enumerable.Range(0, 2 + Environment.ProcessorCount).Select(n => _threads.RunAsync(() =>
        {
            held.Wait();
            return n;
        })).ToList();
        var done = false;
        var waiting = _threads.RunAsync(() => done = true, left.Token);

        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Eventually.Patience));
        held.Set();

        Assert.Equal(Enumerable.Range(0, busy.Count), await Task.WhenAll(busy));
        Assert.Equal(1, await _threads.RunAsync(() => 1)); // whatever waited before it has had its turn, or has it now on the other threads
        Assert.False(done);
    }
}

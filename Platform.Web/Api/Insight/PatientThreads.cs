using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Platform.Web.Api;

/// <summary>
/// Work long calculations out, in the order in which they were asked for, on threads of their own that the system lets others go before (a nice value of 10; elsewhere than on Linux as
/// any other): pages and calls stay quick meanwhile. Half as many as the machine has cores, but two at least, so that a short one need not wait for a long one. Thread-safe.
/// </summary>
public sealed class PatientThreads : IDisposable
{
    private const int OfThread = 0; // PRIO_PROCESS: on Linux, with 0 for whom, the calling thread
    private const int Nice = 10;

    private readonly BlockingCollection<Action> _waiting = [];

    /// <summary>Starts the threads.</summary>
    public PatientThreads()
    {
        for (var i = 0; i < Math.Max(2, Environment.ProcessorCount / 2); i++)
            new Thread(Work) { IsBackground = true, Name = "patient" }.Start();
    }

    /// <summary>Has something worked out; what it throws is thrown to the caller.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it was worked out.</exception>
    /// <exception cref="InvalidOperationException">The threads have been told to end.</exception>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation = default)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously); // who waits for it goes on elsewhere
        var heard = cancellation.Register(() => answer.TrySetCanceled(cancellation));
        _waiting.Add(
            () =>
            {
                Answer(answer, work);
                heard.Dispose();
            },
            cancellation);
        return answer.Task;
    }

    /// <summary>Lets the threads end after what waits.</summary>
    public void Dispose() => _waiting.CompleteAdding();

    private static void Answer<T>(TaskCompletionSource<T> answer, Func<T> work)
    {
        if (answer.Task.IsCanceled)
            return; // nobody waits for it any more
        try
        {
            answer.TrySetResult(work());
        }
        catch (Exception error)
        {
            answer.TrySetException(error);
        }
    }

    private void Work()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfThread, 0, Nice);
        foreach (var work in _waiting.GetConsumingEnumerable())
            work();
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, uint who, int nice);
}

namespace Platform.Client.Machine;

/// <summary>Logs the use of the machine, its GPUs and this process into a run at intervals, under MLflow's names for it.</summary>
internal sealed class SystemSampler : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TrackingRun _run;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    public SystemSampler(TrackingRun run, TimeSpan every, TimeProvider time)
    {
        (_run, _time) = (run, time);
        _timer = new PeriodicTimer(every, time);
        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await Task.WhenAny(_loop, Task.Delay(Patience)); // a lost GPU or a folder of a lost server may not answer; the run ends nevertheless
    }

    // Whatever goes wrong costs a sample, never the run's end, which waits for this loop, though not for long.
    private async Task RunAsync()
    {
        UseSampler? sampler = null;
        for (var step = -1L; step < 0 || await _timer.WaitForNextTickAsync(); step++)
        {
            try
            {
                sampler ??= new UseSampler(_time);
                _run.LogMetrics(sampler.Sample(), step);
            }
            catch (Exception)
            {
                // This sample is lost; the next one covers its time too.
            }
        }
    }
}

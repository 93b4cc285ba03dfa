namespace Platform.Client.Machine;

/// <summary>Logs the machine's use into a run at intervals, under MLflow's names for it.</summary>
internal sealed class SystemSampler : IAsyncDisposable
{
    private readonly TrackingRun _run;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    public SystemSampler(TrackingRun run, TimeSpan every, TimeProvider time)
    {
        _run = run;
        _timer = new PeriodicTimer(every, time);
        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
    }

    // Whatever goes wrong costs a sample, never the end of the run, which waits for this loop.
    private async Task RunAsync()
    {
        MachineUse? before = null;
        for (var step = -1L; before is null || await _timer.WaitForNextTickAsync(); step++)
        {
            try
            {
                var now = MachineUse.Read();
                if (before is not null)
                    _run.LogMetrics(now.Since(before).Select(metric => KeyValuePair.Create($"system/{metric.Key}", metric.Value)), step);
                before = now;
            }
            catch (Exception)
            {
                before ??= MachineUse.Unknown;
            }
        }
    }
}

using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>What up shows while the platform runs. The platform outlives whatever keeps its sweeps from being shown.</summary>
internal static class UpDisplay
{
    /// <summary>Shows the moments until it is cancelled. What goes wrong is said once, and once more after it went well again.</summary>
    /// <param name="read">Answers the sweeps as they are now.</param>
    public static async Task RunAsync(CliHost host, Func<CancellationToken, Task<IReadOnlyList<SweepMoment>>> read, CancellationToken cancel)
    {
        IReadOnlyList<SweepMoment> last = [];
        var said = false;
        try
        {
            await new SweepProgress(host.Results, host.Output.WriteLine).RunAsync(async token => (await MomentsAsync(token), false), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The platform stops.
        }
        catch (Exception e)
        {
            host.Say($"The sweeps are no longer shown here: {e.Message} The platform runs on.");
        }

        async Task<IReadOnlyList<SweepMoment>> MomentsAsync(CancellationToken token)
        {
            try
            {
                last = await read(token);
                said = false;
            }
            catch (Exception e) when (!token.IsCancellationRequested)
            {
                // A database that is away, or a sweep that was erased between two reads: the next second may answer.
                if (!said) host.Say($"The sweeps cannot be shown at the moment: {e.Message} The platform runs on.");
                said = true;
            }
            return last;
        }
    }
}

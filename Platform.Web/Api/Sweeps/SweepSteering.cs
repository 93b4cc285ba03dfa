using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>Applies a command to an existing sweep and answers how it stands then.</summary>
public sealed class SweepSteering(PlatformCommands commands, PlatformViews views, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such sweep.</exception>
    /// <exception cref="Core.RuleViolation">The sweep's rules refuse it; nothing was written.</exception>
    public async Task<ExperimentView> ApplyAsync(
        string id, Func<DateTimeOffset, ExperimentCommand> command, string? commandId = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        await views.RequireSweepAsync(id, cancellation);
        await commands.ApplyAsync(id, command(time.GetUtcNow()), commandId, cancellation);
        return await views.RequireSweepAsync(id, cancellation);
    }
}

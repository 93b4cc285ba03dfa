using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Registry;
using Platform.Core.Views;
using Training.Core;
using Training.Core.Models;

namespace Platform.Web.Api;

/// <summary>Plans how models are trained again, for REST and for the page. A silo does it.</summary>
public sealed class ModelRetraining(PlatformCommands commands, PlatformViews views, SweepLauncher launcher, TimeProvider time)
{
    private const int TimesShown = 3;
    private const int TimesChecked = 10;
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMinutes(1);

    /// <exception cref="NotFoundException">No such model.</exception>
    public async Task<RetrainingAnswer> ShowAsync(string model, CancellationToken cancellation = default)
    {
        await views.RequireModelAsync(model, cancellation);
        var view = await views.RetrainingAsync(model, cancellation) ?? RetrainingView.None(model);
        return new RetrainingAnswer(view, view.Scheduled?.Plan.Cron is { } cron ? CronSchedule.Parse(cron).Next(time.GetUtcNow(), TimesShown) : []);
    }

    /// <summary>Plans; the sweep that would begin now is checked as at a launch.</summary>
    /// <exception cref="NotFoundException">No such model.</exception>
    /// <exception cref="InvalidInputException">With every error of the plan.</exception>
    public async Task<RetrainingAnswer> PlanAsync(string model, RetrainingPlan plan, string by, string? commandId = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var found = await views.RequireModelAsync(model, cancellation);
        IReadOnlyList<FieldError> errors = [.. RetrainingRules.Check(plan), .. CheckGaps(plan)];
        if (errors.Count == 0)
            errors = await CheckSweepAsync(found, plan, cancellation);
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
        await commands.ApplyAsync(model, new ScheduleRetraining(plan, by, time.GetUtcNow()), commandId, cancellation);
        return await ShowAsync(model, cancellation);
    }

    /// <exception cref="NotFoundException">No such model.</exception>
    public async Task<RetrainingAnswer> EndAsync(string model, string by, string? commandId = null, CancellationToken cancellation = default)
    {
        await views.RequireModelAsync(model, cancellation);
        await commands.ApplyAsync(model, new UnscheduleRetraining(by, "", time.GetUtcNow()), commandId, cancellation);
        return await ShowAsync(model, cancellation);
    }

    /// <param name="force">Also when the data have not changed.</param>
    /// <exception cref="NotFoundException">No such model.</exception>
    /// <exception cref="RuleViolation">It has no plan, or is being trained again already.</exception>
    public async Task<RetrainingAnswer> RunAsync(string model, bool force, string by, string? commandId = null, CancellationToken cancellation = default)
    {
        await views.RequireModelAsync(model, cancellation);
        await commands.ApplyAsync(model, new RequestRetraining(force, by, time.GetUtcNow()), commandId, cancellation);
        return await ShowAsync(model, cancellation);
    }

    // A slip of the pen must not fill the journal.
    private IEnumerable<FieldError> CheckGaps(RetrainingPlan plan)
    {
        if (plan.Cron is not { } cron || CronSchedule.Problem(cron) is not null)
            yield break;
        var times = CronSchedule.Parse(cron).Next(time.GetUtcNow(), TimesChecked);
        if (times.Count == 0)
            yield return new FieldError("cron", "names no time to come; check day, month and year.");
        if (times.Zip(times.Skip(1), (one, next) => next - one).Any(gap => gap < ShortestGap))
            yield return new FieldError("cron", "is due more than once a minute; give one second, such as 0, in its first field.");
    }

    private async Task<IReadOnlyList<FieldError>> CheckSweepAsync(ModelView model, RetrainingPlan plan, CancellationToken cancellation)
    {
        try
        {
            var origin = await RetrainingOrigin.FindAsync(commands, plan.Start, model.Versions, model.Entry, model.Aliases, cancellation);
            origin.RequireWeights(ModelCatalog.StartsFromWeights, (string)TrainingFields.Get("model").Default);
            var labels = (await commands.LoadLabelsAsync(origin.DataOf(plan), cancellation)).Version;
            var sweep = origin.Sweep(model.Name, plan, labels, (double)TrainingFields.Get("learning_rate").Default);
            return [.. (await launcher.CheckAsync(sweep, [], cancellation)).Select(OfPlan)];
        }
        catch (RuleViolation refused)
        {
            return [new FieldError("start", refused.Message)];
        }
    }

    // The sweep's fields by the plan's names; what the plan does not name is the version's own setting, which does not fit the data any more.
    private static FieldError OfPlan(FieldError error) => error.Field switch
    {
        "data" or "fixed.data_labels" => error with { Field = "data" },
        "epochs" => error,
        "fixed.train_blocks" => error with { Field = "trainBlocks" },
        "fixed.layer_rate_decay" => error with { Field = "layerRateDecay" },
        var field when field.StartsWith("space.learning_rate", StringComparison.Ordinal) => error with { Field = "learningRate" },
        var field => new FieldError("start", $"the version's setting {field} {error.Message}"),
    };
}

using System.Globalization;
using Platform.Core.Journal;
using Platform.Core.Registry;

namespace Platform.Core.Views;

/// <summary>Keeps <see cref="RetrainingView"/> from the events of registered models.</summary>
public sealed class RetrainingProjection : IInlineProjection
{
    private static readonly ProjectionStatement Schedule = new(
        """
        insert into retraining_view (model, scheduled) select r.model, r.scheduled from json_to_recordset($1) as r(model text, scheduled jsonb)
        on conflict (model) do update set scheduled = excluded.scheduled
        """);

    private static readonly ProjectionStatement Unschedule = new(
        "update retraining_view v set scheduled = null, requested = null from json_to_recordset($1) as r(model text) where v.model = r.model");

    private static readonly ProjectionStatement Request = new(
        "update retraining_view v set requested = r.requested from json_to_recordset($1) as r(model text, requested jsonb) where v.model = r.model");

    private static readonly ProjectionStatement Start = new(
        """
        update retraining_view v set running = r.running, requested = case when r.asked then null else v.requested end
        from json_to_recordset($1) as r(model text, running jsonb, asked boolean) where v.model = r.model
        """);

    // One that never began has its own occasion; one that did ends with what its start says.
    private static readonly ProjectionStatement End = new(string.Create(CultureInfo.InvariantCulture,
        $"""
        update retraining_view v set
            running = case when r.began then null else v.running end,
            requested = case when r.asked then null else v.requested end,
            past = (
                select jsonb_agg(p.item order by p.place)
                from jsonb_array_elements(
                    jsonb_build_array(case when r.began then r.item || jsonb_build_object('start', v.running, 'occasion', v.running -> 'occasion') else r.item end) || v.past)
                    with ordinality as p(item, place)
                where p.place <= {RetrainingView.MostPast})
        from json_to_recordset($1) as r(model text, item jsonb, began boolean, asked boolean) where v.model = r.model
        """));

    // Whoever takes the name later begins without a plan and without a past.
    private static readonly ProjectionStatement Leave = new("delete from retraining_view v using json_to_recordset($1) as r(model text) where v.model = r.model");

    public IReadOnlyList<string> Tables { get; } = ["retraining_view"];

    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        if (recorded.Data is not ModelEvent data)
            return;
        var model = recorded.StreamId[StreamNames.Model("").Length..];
        switch (data)
        {
            case RetrainingScheduled e:
                Add(Schedule, new { model, scheduled = e });
                break;
            case RetrainingUnscheduled:
                Add(Unschedule, new { model });
                break;
            case RetrainingRequested e:
                Add(Request, new { model, requested = e });
                break;
            case RetrainingStarted e:
                Add(Start, new { model, running = e, e.Occasion.Asked });
                break;
            case RetrainingSkipped e:
                Add(End, new { model, item = Item(e.Number, RetrainingOutcome.Skipped, e.Occasion, e.Reason, e.At), began = false, e.Occasion.Asked });
                break;
            case RetrainingFailed { Occasion: { } occasion } e:
                Add(End, new { model, item = Item(e.Number, RetrainingOutcome.Failed, occasion, e.Cause, e.At), began = false, occasion.Asked });
                break;
            case RetrainingFailed e:
                Add(End, new { model, item = new { e.Number, outcome = RetrainingOutcome.Failed, text = e.Cause, e.At }, began = true, asked = false });
                break;
            case RetrainingFinished e:
                Add(End, new { model, item = new { e.Number, outcome = RetrainingOutcome.Finished, text = e.Why, e.At, e.TrialId, e.Version, e.Alias, e.Comparison }, began = true, asked = false });
                break;
            case ModelDeleted or ModelRenamed:
                Add(Leave, new { model });
                break;
        }

        void Add(ProjectionStatement statement, object row) => batch.Add(statement, $"retraining/{model}", row);
    }

    private static RetrainingRecord Item(int number, RetrainingOutcome outcome, RetrainingOccasion occasion, string text, DateTimeOffset at) => new(number, outcome, occasion, text, at);
}

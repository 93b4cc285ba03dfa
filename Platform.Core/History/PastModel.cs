using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>A registered model as its view was after some of its events. Pure.</summary>
public static class PastModel
{
    /// <summary>The view; null if the registry had no model of that name.</summary>
    /// <param name="events">Of the name's stream, from its first on.</param>
    public static ModelView? Of(string name, IEnumerable<RecordedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var (model, history, evaluations, updated) = (RegisteredModel.Initial, new List<AliasMoved>(), new List<PromotionEvaluated>(), default(DateTimeOffset));
        foreach (var data in events.Select(e => (ModelEvent)e.Data))
        {
            model = model.Evolve(data);
            if (data is AliasMoved moved)
                history.Add(moved);
            else if (data is PromotionEvaluated evaluated)
                evaluations.Add(evaluated);
            else if (!model.Exists)
                Clear(); // the name was given up
            updated = UpdatedAt(data) ?? updated;
        }
        history.Reverse();
        evaluations.Reverse();
        return model.Exists ? new ModelView(name, model.Versions, model.Aliases, history)
        {
            Entry = model.Entry, UpdatedAt = updated, Gates = model.Gates, Evaluations = evaluations, Card = model.Card,
        } : null;

        void Clear()
        {
            history.Clear();
            evaluations.Clear();
        }
    }

    // Aliases and retraining are not among what is said about a model.
    private static DateTimeOffset? UpdatedAt(ModelEvent data) => data switch
    {
        ModelVersionRegistered e => e.At,
        OutsideVersionRegistered e => e.At,
        ModelEntered e => e.At,
        ModelTakenOver e => e.At,
        ModelMoved e => e.At,
        ModelVersionsMoved e => e.At,
        ModelDescribed e => e.At,
        ModelTagsSet e => e.At,
        ModelVersionDescribed e => e.At,
        ModelVersionTagsSet e => e.At,
        ModelVersionStaged e => e.At,
        ModelVersionDeleted e => e.At,
        _ => null,
    };
}

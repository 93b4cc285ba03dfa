using System.Collections.Immutable;
using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>The rules of entries: names are entered once, version numbers count up and are never given again, and what is deleted takes nothing more.</summary>
public static class ModelEntryDecider
{
    /// <summary>Versions of one model.</summary>
    public const int MostVersions = 100_000;

    /// <summary>Tags of a model, and of each version.</summary>
    public const int MostTags = 1_000;

    private const string Archived = "Archived";

    /// <summary>The stages that MLflow knows.</summary>
    public static IReadOnlyList<string> Stages { get; } = [VersionEntry.NoStage, "Staging", "Production", Archived];

    /// <exception cref="RuleViolation">The rules refuse it.</exception>
    public static ModelEvent[] Decide(RegisteredModel model, ModelEntryCommand command)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (command is EnterModel enter)
        {
            return model.Exists
                ? throw new RuleViolation($"The model '{enter.Name}' is in the registry already.")
                : [new ModelEntered(enter.Name, enter.Description, Checked(enter.Tags), enter.By, enter.At)];
        }

        if (!model.Exists)
            throw new RuleViolation("The registry has no such model.");
        return command switch
        {
            DescribeModel c => c.Description == model.Entry.Description ? [] : [new ModelDescribed(c.Description, c.At)],
            SetModelEntryTags c => Changed(model.Entry.Tags, c.Tags) is { Count: > 0 } tags ? [new ModelTagsSet(tags, c.At)] : [],
            WriteModelCard c => Write(model, c),
            DeleteModel c => Delete(model, c),
            RegisterOutsideVersion c => Register(model, c),
            DescribeVersion c => c.Description == Live(model, c.Version).Description ? [] : [new ModelVersionDescribed(c.Version, c.Description, c.At)],
            SetVersionTags c => Changed(Live(model, c.Version).Tags, c.Tags) is { Count: > 0 } tags ? [new ModelVersionTagsSet(c.Version, tags, c.At)] : [],
            StageVersion c => Stage(model, c),
            DeleteVersion c => Delete(model, c),
            _ => throw new RuleViolation($"The registry does not know {command.GetType().Name}."),
        };
    }

    /// <summary>A model's move to another name: the events of the old name's stream and of the new one's.</summary>
    /// <param name="version">The version of the old name's stream.</param>
    /// <exception cref="RuleViolation">There is no such model, or the new name is taken.</exception>
    public static (ModelEvent[] Old, ModelEvent[] New) Rename(
        RegisteredModel model, long version, RegisteredModel other, string oldName, string newName, string by, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(other);
        if (!model.Exists)
            throw new RuleViolation("The registry has no such model.");
        if (other.Exists)
            throw new RuleViolation($"The model '{newName}' is in the registry already.");
        ThrowIfRetrained(model);
        return (
            [new ModelRenamed(newName, by, at)],
            [
                new ModelMoved(oldName, newName, version, model.Entry.Description, model.Entry.CreatedAt ?? at, by, at),
                .. model.Entry.Tags.IsEmpty ? Array.Empty<ModelEvent>() : [new ModelTagsSet(model.Entry.Tags.ToDictionary(t => t.Key, t => (string?)t.Value, StringComparer.Ordinal), at)],
                .. ModelVersionsMoved.Of(model, newName, at),
                .. model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal).Select(alias => new AliasMoved(alias.Key, alias.Value, null, by, $"came along from the name {oldName}", at)),
                .. model.Gates is { } gates ? new ModelEvent[] { gates } : [],
                .. model.Card is { } card ? new ModelEvent[] { card } : [],
            ]);
    }

    // Nobody writes over what he has not seen.
    private static ModelEvent[] Write(RegisteredModel model, WriteModelCard c)
    {
        if (c.Text.Length > ModelCardWritten.Longest)
            throw new RuleViolation($"text: has {c.Text.Length} characters; a model card has at most {ModelCardWritten.Longest}.");
        if (c.Text == (model.Card?.Text ?? ""))
            return [];
        if (c.Seen is { } seen && model.Card is { } card && card.At != seen.At)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"{card.By} has written another card meanwhile, at {card.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; nothing was saved. Keep your text, read the card as it is now, and put both together."));
        return [new ModelCardWritten(c.Text, c.By, c.At)];
    }

    private static ModelEvent[] Delete(RegisteredModel model, DeleteModel c)
    {
        ThrowIfRetrained(model);
        if (c.OnlyEmpty && model.Versions.Find(v => !model.Entry.Of(v.Version).Deleted) is { } live)
            throw new RuleViolation($"The model has version {live.Version}; nothing was deleted. Take its versions out first.");
        return [new ModelDeleted(c.By, c.At)];
    }

    // A schedule belongs to the stream of the name: what it would do after that has ended is nobody's intention.
    private static void ThrowIfRetrained(RegisteredModel model)
    {
        if (model.Retraining is not { Scheduled: null, Running: null, Requested: null })
            throw new RuleViolation("The model is retrained by a schedule, or is being retrained now. End the schedule, and wait for the retraining's end, before the model is renamed or deleted.");
    }

    private static ModelEvent[] Register(RegisteredModel model, RegisterOutsideVersion c) => model.Versions.Count < MostVersions
        ? [new OutsideVersionRegistered(c.Model, model.Versions.Count + 1, c.Source, c.RunId, c.RunLink, c.LoggedModelId, c.Description, Checked(c.Tags), c.By, c.At)]
        : throw new RuleViolation($"A model has at most {MostVersions} versions.");

    private static ModelEvent[] Stage(RegisteredModel model, StageVersion c)
    {
        if (!Stages.Contains(c.Stage, StringComparer.Ordinal))
            throw new RuleViolation($"'{c.Stage}' is not a stage; there are {string.Join(", ", Stages)}.");
        var own = Live(model, c.Version);
        var others = c.ArchiveOthers
            ? model.Versions.Where(v => v.Version != c.Version && model.Entry.Of(v.Version) is { Deleted: false } entry && entry.Stage == c.Stage)
            : [];
        return
        [
            .. others.Select(v => new ModelVersionStaged(v.Version, Archived, c.At)),
            .. own.Stage == c.Stage ? Array.Empty<ModelEvent>() : [new ModelVersionStaged(c.Version, c.Stage, c.At)],
        ];
    }

    private static ModelEvent[] Delete(RegisteredModel model, DeleteVersion c)
    {
        Live(model, c.Version);
        return
        [
            .. model.Aliases.Where(alias => alias.Value == c.Version).OrderBy(alias => alias.Key, StringComparer.Ordinal)
                .Select(alias => new AliasMoved(alias.Key, null, c.Version, c.By, "the version was deleted", c.At)),
            new ModelVersionDeleted(c.Version, c.By, c.At),
        ];
    }

    private static VersionEntry Live(RegisteredModel model, int version) =>
        version >= 1 && version <= model.Versions.Count && model.Entry.Of(version) is { Deleted: false } entry
            ? entry
            : throw new RuleViolation($"version: there is no version {version}.");

    private static Dictionary<string, string?> Changed(ImmutableDictionary<string, string> known, IReadOnlyDictionary<string, string?> wanted)
    {
        var changed = wanted.Where(tag => known.GetValueOrDefault(tag.Key) != tag.Value).ToDictionary(StringComparer.Ordinal);
        return known.Count + changed.Count(tag => tag.Value is not null && !known.ContainsKey(tag.Key)) <= MostTags ? changed : throw TooMany();
    }

    private static IReadOnlyDictionary<string, string> Checked(IReadOnlyDictionary<string, string> tags) => tags.Count <= MostTags ? tags : throw TooMany();

    private static RuleViolation TooMany() => new($"A model and each of its versions have at most {MostTags} tags.");
}

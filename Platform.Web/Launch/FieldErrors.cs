using Platform.Core;
using Platform.Web.Components;
using Training.Core;

namespace Platform.Web.Launch;

/// <summary>What the launch rules found, by the place in the form where it is shown.</summary>
public sealed class FieldErrors(IReadOnlyList<FieldError> errors)
{
    private static readonly string[] Placed = ["file", "name", "data", "epochs", "trials", "parallelism", "seed", "priority", "device", "objective", "objectives", "sampler", "pruner", "space.model", "fixed.model"];

    // Of the form's fields before the settings of the space, and after them.
    private static readonly (string Place, string Title, string[] Fields)[] Fields =
    [
        ("name", "Name", ["name"]), ("data", "Data", ["data"]), ("model", "Models", ["space.model", "fixed.model"]),
        .. new[] { "trials", "epochs", "parallelism", "seed", "priority", "device" }.Select(field => (field, Show.Title(field), new[] { field })), ("objective", "Objective", ["objective", "objectives"]),
    ];

    private static readonly (string Place, string Title, string[] Fields)[] Components = [("sampler", "Sampler", ["sampler"]), ("pruner", "Pruner", ["pruner"])];

    public static FieldErrors None { get; } = new([]);

    public int Count => errors.Count;

    /// <summary>The settings whose entry has an error.</summary>
    public IEnumerable<string> SettingNames => TrainingFields.All.Select(f => f.Name).Where(name => OfSetting(name) is not null);

    /// <summary>Whether an error is in no setting's entry, such as a key that does not exist.</summary>
    public bool AnyBesideSettings
    {
        get
        {
            var places = SettingNames.SelectMany(name => new[] { $"space.{name}", $"fixed.{name}" }).ToList();
            return errors.Any(e => !places.Any(place => IsIn(e, place)));
        }
    }

    /// <summary>The messages of fields or of anything below them, in one text; null if there are none.</summary>
    public string? Of(params ReadOnlySpan<string> fields)
    {
        var found = new List<string>();
        foreach (var field in fields)
            found.AddRange(errors.Where(e => IsIn(e, field)).Select(e => e.Field == field ? Sentence(e.Message) : $"{e.Field[(field.Length + 1)..]} {e.Message}"));
        return found.Count == 0 ? null : string.Join(" ", found);
    }

    /// <summary>The messages of one part of a setting, such as its <c>low</c>.</summary>
    public bool Has(string setting, string part) => errors.Any(e => e.Field == $"space.{setting}.{part}");

    /// <summary>The messages of one training setting, wherever the document has it.</summary>
    public string? OfSetting(string name) => Of($"space.{name}", $"fixed.{name}");

    /// <summary>Those of fields that had an error before, in themselves, in a part of them or in what they are a part of.</summary>
    public FieldErrors Among(FieldErrors before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return new([.. errors.Where(before.Touches)]);
    }

    /// <summary>These and others.</summary>
    public FieldErrors With(FieldErrors others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new([.. errors, .. others.All]);
    }

    /// <summary>Errors that no field of the form shows.</summary>
    public IReadOnlyList<FieldError> Unplaced(SweepDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var places = Placed.Concat(draft.Parameters.Where(draft.IsActive).SelectMany(p => new[] { $"space.{p.Field.Name}", $"fixed.{p.Field.Name}" })).ToList();
        return [.. errors.Where(e => !places.Any(place => IsIn(e, place)))];
    }

    /// <summary>The error that the form shows first, from its top to its bottom; null if there is none.</summary>
    internal ToMend? First(SweepDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var settings = SpaceEditor.InOrder(draft).Select(row => (row.Field.Name, row.Field.Title, new[] { $"space.{row.Field.Name}", $"fixed.{row.Field.Name}" }));
        foreach (var (place, title, fields) in Fields.Concat(settings).Concat(Components))
        {
            foreach (var field in fields)
            {
                if (errors.FirstOrDefault(e => IsIn(e, field)) is { } found)
                    return new(place, found.Field == field ? $"{title} {found.Message}" : $"{title}: {found.Field[(field.Length + 1)..]} {found.Message}");
            }
        }
        return errors.Count == 0 ? null : new("file", $"{errors[0].Field} {errors[0].Message}");
    }

    private IReadOnlyList<FieldError> All => errors;

    private bool Touches(FieldError error) => errors.Any(e => IsIn(error, e.Field) || IsIn(e, error.Field));

    private static bool IsIn(FieldError error, string field) => error.Field == field
        || error.Field.StartsWith(field + ".", StringComparison.Ordinal) || error.Field.StartsWith(field + "[", StringComparison.Ordinal);

    private static string Sentence(string message) => message.Length == 0 ? message : char.ToUpperInvariant(message[0]) + message[1..];
}

using System.Text.Json.Nodes;

namespace Platform.Web.Launch;

/// <summary>The conditions that the form writes by itself: a setting of one family is searched only in trials of that family, and so for optimizers.</summary>
internal static class DraftConditions
{
    /// <summary>The field that the setting depends on and its values for which it is searched; null where it is always.</summary>
    public static (string Field, IReadOnlyList<string> Values)? Of(SweepDraft draft, ParameterDraft row)
    {
        if (row.Field.When is not { } when)
        {
            string[] users = [.. draft.Families.Where(family => !row.Field.IdleIn.Contains(family, StringComparer.Ordinal))];
            return users.Length == draft.Families.Count || users.Length == 0 ? null : ("model", users);
        }

        var possible = draft.PossibleValues(when.Field);
        var on = possible.Where(v => when.Values.Contains(v, StringComparer.Ordinal)).ToList();
        return on.Count == possible.Count ? null : (when.Field, on);
    }

    /// <summary>The same as a space's JSON has it.</summary>
    public static JsonObject? Json(SweepDraft draft, ParameterDraft row) =>
        Of(draft, row) is var (field, values) ? new JsonObject { [field] = new JsonArray([.. values.Select(v => (JsonNode?)v)]) } : null;
}

using Platform.Core.Experiments;

namespace Platform.Web.Launch;

/// <summary>A sampler or pruner as the form holds it: its name, and its options as typed (those left at their defaults are absent).</summary>
public sealed class ComponentDraft(string name)
{
    public string Name { get; set; } = name;

    public Dictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    public static ComponentDraft Of(ComponentChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var draft = new ComponentDraft(choice.Name);
        foreach (var (option, value) in choice.Options)
            draft.Options[option] = ParameterDraft.Text(value);
        return draft;
    }
}

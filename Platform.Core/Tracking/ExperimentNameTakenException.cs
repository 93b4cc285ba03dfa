namespace Platform.Core.Tracking;

/// <summary>An experiment of that name exists already, perhaps deleted. Nothing was written.</summary>
public sealed class ExperimentNameTakenException(string name)
    : RuleViolation($"An experiment named '{name}' exists already; it may be deleted and then be restored. Choose another name.")
{
    public string Name { get; } = name;
}

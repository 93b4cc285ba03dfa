namespace Platform.Core.Tracking;

/// <summary>A parameter was logged with another value than before. Nothing of the batch was written.</summary>
public sealed class ParamConflictException(string runId, string key, string oldValue, string newValue) : RuleViolation(
    $"The parameter '{key}' of run {runId} has the value '{oldValue}' and cannot become '{newValue}': a parameter does not change. Use a tag, or another key.")
{
    public string Key { get; } = key;

    public string OldValue { get; } = oldValue;

    public string NewValue { get; } = newValue;
}

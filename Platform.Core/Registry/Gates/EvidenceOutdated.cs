namespace Platform.Core.Registry;

/// <summary>While evidence was collected the alias was given to another version, or other gates were set: what was collected does not answer what they ask. Collect again.</summary>
public sealed class EvidenceOutdated(string alias)
    : RuleViolation($"The alias '{alias}' or its gates have changed meanwhile, again and again; nothing was written. Try again.");

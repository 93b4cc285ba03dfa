namespace Platform.Core.Registry;

/// <summary>What a gate asks of a version.</summary>
public enum GateKind
{
    /// <summary>The measure is at least the limit.</summary>
    AtLeast,

    /// <summary>The measure is at most the limit.</summary>
    AtMost,

    /// <summary>The measure is worse than that of the alias's present version by at most the limit.</summary>
    NoWorse,

    /// <summary>The same in every group of rows that the test measured apart.</summary>
    NoWorseByGroup,
}

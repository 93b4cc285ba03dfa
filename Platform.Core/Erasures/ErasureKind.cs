namespace Platform.Core.Erasures;

/// <summary>What can be erased.</summary>
public enum ErasureKind
{
    /// <summary>A tracked run, with the logged models that it made.</summary>
    Run,

    /// <summary>A tracked experiment, with its runs and logged models.</summary>
    Experiment,

    /// <summary>A sweep, with its trials, their reproductions and what silos told of them.</summary>
    Sweep,
}

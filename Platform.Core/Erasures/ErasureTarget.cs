namespace Platform.Core.Erasures;

/// <summary>One thing to be erased.</summary>
/// <param name="Id">Its identity.</param>
public sealed record ErasureTarget(ErasureKind Kind, string Id)
{
    /// <summary>The stream that is the thing itself.</summary>
    public string Stream => Kind switch
    {
        ErasureKind.Run => StreamNames.Run(Id),
        ErasureKind.Experiment => StreamNames.Tracking(Id),
        _ => StreamNames.Experiment(Id),
    };

    /// <summary>As people read it: <c>run 0123…</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {(Id.Length <= 100 ? Id : Id[..100] + "…")}";
}

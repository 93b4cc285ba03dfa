namespace Platform.Web.Live;

/// <summary>An answer that takes long to compute, as far as it is.</summary>
/// <param name="Progress">0 to 1; 1 when it is there.</param>
/// <param name="Answer">The answer; null while it is not there.</param>
/// <param name="Problem">Why there is none and will be none; null otherwise.</param>
public sealed record SlowAnswer<T>(double Progress, T? Answer = null, string? Problem = null)
    where T : class;

namespace Platform.Web.Api.Mlflow;

/// <summary>One of the calls by which a client asks for the same thing until it has the answer.</summary>
/// <param name="Mark">32 random digits of all these calls together: an identity that follows from it is the same for each.</param>
/// <param name="Since">When the first of them came, which may have made it; null for the first itself.</param>
internal sealed record CreationAttempt(string Mark, DateTimeOffset? Since)
{
    /// <summary>Whether something that was made then may be this call's. Views keep times in milliseconds or finer.</summary>
    public bool MayHaveMade(DateTimeOffset at) => Since is { } since && at.ToUnixTimeMilliseconds() >= since.ToUnixTimeMilliseconds();
}

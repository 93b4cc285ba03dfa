namespace Platform.Web.Api;

/// <summary>Why contents are erased. It stays in the journal.</summary>
/// <param name="Reason">At most 1,000 characters; may be empty.</param>
internal sealed record ErasureBody(string Reason = "");

namespace Platform.Web.Api;

/// <summary>The new run that reproduces another.</summary>
internal sealed record ReproductionAnswer(string TrialId);

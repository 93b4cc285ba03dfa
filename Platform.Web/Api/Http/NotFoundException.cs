namespace Platform.Web.Api;

/// <summary>What was asked for does not exist. Over HTTP it is a 404.</summary>
public sealed class NotFoundException(string message) : Exception(message);

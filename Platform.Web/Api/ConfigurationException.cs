namespace Platform.Web.Api;

/// <summary>A setting is missing or wrong: the server does not start. The message names the setting and the remedy.</summary>
public sealed class ConfigurationException(string message) : Exception(message);

namespace Platform.Core.Experiments;

/// <summary>How a sweep file is written.</summary>
public enum SweepFileFormat
{
    Yaml,
    Json,
}

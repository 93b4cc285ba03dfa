namespace Training.Core.Data;

/// <summary>What comparing a file with its published digest showed.</summary>
public enum FileCheck
{
    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>The content is the published one.</summary>
    Good,

    /// <summary>The content is not the published one, or cannot be unpacked.</summary>
    Wrong,
}

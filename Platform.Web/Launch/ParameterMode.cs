namespace Platform.Web.Launch;

/// <summary>What the form does with a training setting.</summary>
public enum ParameterMode
{
    /// <summary>The catalogue's default; not written into the sweep file.</summary>
    Default,

    /// <summary>One value for all trials.</summary>
    Fixed,

    /// <summary>Numbers between two bounds are searched.</summary>
    Range,

    /// <summary>A list of values is searched.</summary>
    List,

    /// <summary>Written back as the document has it: the form has no editor for it.</summary>
    Kept,
}

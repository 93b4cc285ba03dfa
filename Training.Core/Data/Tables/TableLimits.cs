namespace Training.Core.Data.Tables;

/// <summary>How large a table may be: it is held in memory.</summary>
public static class TableLimits
{
    /// <summary>Most bytes of one file.</summary>
    public const long FileBytes = 2L << 30;

    /// <summary>Most columns.</summary>
    public const int Columns = 2_000;

    /// <summary>Most cells of all files together: rows times columns.</summary>
    public const long Cells = 200_000_000;

    /// <summary>Most values of a part's prepared rows, rows times width: 4 GiB of float32.</summary>
    public const long Inputs = 1L << 30;

    /// <summary>Most characters of one cell.</summary>
    public const int CellLength = 10_000;

    /// <summary>Most distinct values of a category.</summary>
    public const int Levels = 1_000;

    /// <summary>Most bytes of a manifest.</summary>
    public const int ManifestBytes = 64 * 1024;
}

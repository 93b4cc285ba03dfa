using System.Runtime.InteropServices;

namespace Training.Core.Data;

/// <summary>What happens to one image; mirrors native/augment.h. Factors of 1, a cosine of 1 and zeros change nothing.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AugmentPlan
{
    /// <summary>No change.</summary>
    public AugmentPlan()
    {
    }

    public float Brightness { get; init; } = 1;

    public float Contrast { get; init; } = 1;

    public float Saturation { get; init; } = 1;

    public float Cosine { get; init; } = 1;

    public float Sine { get; init; }

    /// <summary>Row of the image that becomes row 0; above and below the image is the mean colour.</summary>
    public int Top { get; init; }

    /// <summary>Column of the image that becomes column 0.</summary>
    public int Left { get; init; }

    /// <summary>1 for left to right.</summary>
    public int Mirrored { get; init; }

    public int CutTop { get; init; }

    public int CutLeft { get; init; }

    /// <summary>Exclusive.</summary>
    public int CutBottom { get; init; }

    /// <summary>Exclusive.</summary>
    public int CutRight { get; init; }
}

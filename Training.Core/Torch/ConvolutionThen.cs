namespace Training.Core.Torch;

/// <summary>What a convolution does to its results before they leave the caches; the values are the native call's.</summary>
internal enum ConvolutionThen
{
    Nothing = 0,

    /// <summary>max(x, 0).</summary>
    Rectify = 1,

    /// <summary>The maximum of each 2 × 2 square of max(x, 0).</summary>
    RectifyAndPool = 2,
}

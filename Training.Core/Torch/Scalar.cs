using System.Runtime.InteropServices;

namespace Training.Core.Torch;

/// <summary>A whole or floating-point number given to an operator.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Scalar
{
    private Scalar(bool isInteger, long integer, double number) => (IsInteger, Integer, Number) = (isInteger, integer, number);

    internal bool IsInteger { get; }

    internal long Integer { get; }

    internal double Number { get; }

    /// <summary>A whole number keeps integer tensors integer.</summary>
    public static implicit operator Scalar(long value) => new(true, value, value);

    /// <summary>A floating-point number.</summary>
    public static implicit operator Scalar(double value) => new(false, 0, value);
}

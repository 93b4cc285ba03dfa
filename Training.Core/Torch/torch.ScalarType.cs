namespace Training.Core.Torch;

public static partial class torch
{
    /// <summary>Element types, numbered as in c10.</summary>
    public enum ScalarType
    {
        /// <summary>Unsigned 8-bit.</summary>
        Byte = 0,

        /// <summary>Signed 8-bit.</summary>
        Int8 = 1,

        /// <summary>Signed 16-bit.</summary>
        Int16 = 2,

        /// <summary>Signed 32-bit.</summary>
        Int32 = 3,

        /// <summary>Signed 64-bit.</summary>
        Int64 = 4,

        /// <summary>32-bit floating point.</summary>
        Float32 = 6,

        /// <summary>64-bit floating point.</summary>
        Float64 = 7,

        /// <summary>Boolean.</summary>
        Bool = 11,

        /// <summary>The upper half of a 32-bit floating point number: its range with three digits.</summary>
        BFloat16 = 15,
    }
}

using System.Runtime.InteropServices;

namespace Training.Core.Models.Trees;

/// <summary>The part of libxgboost's C API (1.6 or later) that growing and asking trees needs. Strings are ASCII; every call but the error's answers 0 for success.</summary>
internal static unsafe partial class XGBoost
{
    private const string Library = "libxgboost.so.0";

    /// <summary>Turns a failure into an exception with the library's own words.</summary>
    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public static void Check(int code)
    {
        if (code != 0)
            throw new InvalidOperationException($"xgboost: {Marshal.PtrToStringUTF8((nint)XGBGetLastError())?.Split('\n')[0]}");
    }

    /// <summary>Whether the library is there.</summary>
    /// <exception cref="SpecException">It is not; says how to get it.</exception>
    public static void Require()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(XGBoost).Assembly, searchPath: null, out _))
            throw new SpecException("model", $"'trees' needs {Library}, which is not on this machine. Install it: apt-get install libxgboost0; or choose another model.");
    }

    [LibraryImport(Library)]
    public static partial byte* XGBGetLastError();

    [LibraryImport(Library)]
    public static partial int XGDMatrixCreateFromMat(float* data, ulong rows, ulong columns, float missing, nint* matrix);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGDMatrixSetFloatInfo(nint matrix, string field, float* values, ulong length);

    [LibraryImport(Library)]
    public static partial int XGDMatrixFree(nint matrix);

    [LibraryImport(Library)]
    public static partial int XGBoosterCreate(nint* matrices, ulong length, nint* booster);

    [LibraryImport(Library)]
    public static partial int XGBoosterFree(nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetParam(nint booster, string name, string value);

    [LibraryImport(Library)]
    public static partial int XGBoosterUpdateOneIter(nint booster, int iteration, nint matrix);

    [LibraryImport(Library)]
    public static partial int XGBoosterBoostedRounds(nint booster, int* rounds);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterPredictFromDMatrix(nint booster, nint matrix, string configuration, ulong** shape, ulong* dimensions, float** result);

    [LibraryImport(Library)]
    public static partial int XGBoosterLoadModelFromBuffer(nint booster, byte* buffer, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSaveModelToBuffer(nint booster, string configuration, ulong* length, byte** buffer);
}

using System.Runtime.InteropServices;

namespace Training.Core.Data.Images;

/// <summary>
/// The part of libvips' C API (8.13 or later) that decoding needs. Many of its functions take (name, value) pairs with a 0 at the end; here each has
/// the pairs that are used, numbers as long because such arguments fill a whole register or slot. Answers 0 for success, or an object to be given to <see cref="Free"/>.
/// </summary>
internal static unsafe partial class Vips
{
    /// <summary>Fail on damage and on a file that ends too early, instead of going on with grey pixels.</summary>
    public const long FailOnError = 2;

    /// <summary>Keep the middle of what is larger than wanted.</summary>
    public const long CropCentre = 1;

    public const int SpaceGrey = 1;
    public const int SpaceColour = 22; // sRGB

    private const string Library = "libvips.so.42";
    private const string Objects = "libgobject-2.0.so.0";
    private const string Memory = "libglib-2.0.so.0";
    private static readonly Lazy<string?> Unusable = new(Start);

    /// <summary>Loads and starts the library; one thread an image and no cache, since many images are decoded at once.</summary>
    /// <exception cref="DatasetException">It is not there; says how to get it.</exception>
    public static void Require(string dataset)
    {
        if (Unusable.Value is { } reason)
            throw new DatasetException(dataset, null, $"'{dataset}' holds image files, and {reason}. Install it: apt-get install libvips42.");
    }

    /// <summary>The library's own words on what went wrong last, in one line.</summary>
    public static string TakeError()
    {
        var text = vips_error_buffer_copy(); // clears it, too
        try
        {
            var words = Marshal.PtrToStringUTF8((nint)text) ?? "";
            return string.Join("; ", words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
        }
        finally
        {
            g_free(text);
        }
    }

    public static void Free(nint image)
    {
        if (image != 0)
            g_object_unref(image);
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_image_new_from_buffer(void* data, nuint bytes, string options, string failOn, long failOnValue, nint end);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_thumbnail_buffer(
        void* data, nuint bytes, nint* result, int width, string height, long heightValue, string crop, long cropValue, string failOn, long failOnValue, nint end);

    [LibraryImport(Library)]
    public static partial int vips_autorot(nint image, nint* result, nint end);

    [LibraryImport(Library)]
    public static partial int vips_flatten(nint image, nint* result, nint end);

    [LibraryImport(Library)]
    public static partial int vips_colourspace(nint image, nint* result, int space, nint end);

    [LibraryImport(Library)]
    public static partial int vips_cast_uchar(nint image, nint* result, nint end);

    [LibraryImport(Library)]
    public static partial byte* vips_image_write_to_memory(nint image, nuint* bytes);

    [LibraryImport(Library)]
    public static partial int vips_image_get_width(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_height(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_bands(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_hasalpha(nint image);

    [LibraryImport(Library)]
    private static partial byte* vips_error_buffer_copy();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int vips_init(string program);

    [LibraryImport(Library)]
    private static partial void vips_concurrency_set(int threads);

    [LibraryImport(Library)]
    private static partial void vips_cache_set_max(int operations);

    [LibraryImport(Library)]
    private static partial void vips_block_untrusted_set(int on);

    [LibraryImport(Objects)]
    private static partial void g_object_unref(nint image);

    [LibraryImport(Memory)]
    public static partial void g_free(byte* memory);

    [LibraryImport(Memory, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int g_setenv(string name, string value, int overwrite);

    private static string? Start()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(Vips).Assembly, searchPath: null, out _))
            return $"{Library}, which decodes them, is not on this machine";
        _ = g_setenv("VIPS_WARNING", "0", 0); // what is wrong is in the exceptions, not on standard error
        if (vips_init("platform") != 0)
            return $"{Library}, which decodes them, does not start ({TakeError()})";
        vips_concurrency_set(1);
        vips_cache_set_max(0);
        vips_block_untrusted_set(1);
        return null;
    }
}

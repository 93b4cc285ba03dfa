namespace Training.Core.Data.Images;

/// <summary>Decodes JPEG and PNG files of any size to one shape, by libvips. Safe for use from many threads.</summary>
internal static unsafe class ImageDecoder
{
    /// <summary>More pixels are refused before any is decoded: 64 million, or 200 MB of colours.</summary>
    public const long MostPixels = 1L << 26;

    /// <summary>Width, height and whether it has colours, from the head of a file.</summary>
    /// <exception cref="ImageException">It is no JPEG or PNG, or too large.</exception>
    public static (int Width, int Height, bool Colour) Probe(ReadOnlySpan<byte> file)
    {
        fixed (byte* data = file)
        {
            var image = Turned(Opened(data, file));
            try
            {
                return (Vips.vips_image_get_width(image), Vips.vips_image_get_height(image), Vips.vips_image_get_bands(image) > 2);
            }
            finally
            {
                Vips.Free(image);
            }
        }
    }

    /// <summary>
    /// Writes an image as (C, H, W), 0 to 255. Another size is scaled to cover the shape, and the middle is kept; transparent parts are black; a
    /// photograph that lies on its side is turned as its EXIF says.
    /// </summary>
    /// <exception cref="ImageException">It cannot be decoded.</exception>
    public static void Decode(ReadOnlySpan<byte> file, ImageShape shape, Span<byte> pixels)
    {
        fixed (byte* data = file)
        {
            var image = Turned(Opened(data, file));
            try
            {
                if (Vips.vips_image_get_width(image) != shape.Width || Vips.vips_image_get_height(image) != shape.Height)
                {
                    nint scaled;
                    Check(Vips.vips_thumbnail_buffer(data, (nuint)file.Length, &scaled, shape.Width, "height", shape.Height, "crop", Vips.CropCentre, "fail_on", Vips.FailOnError, 0));
                    Vips.Free(image);
                    image = scaled;
                }

                if (Vips.vips_image_hasalpha(image) != 0)
                    Replace(ref image, (from, to) => Vips.vips_flatten(from, (nint*)to, 0));
                Replace(ref image, (from, to) => Vips.vips_colourspace(from, (nint*)to, shape.Channels == 1 ? Vips.SpaceGrey : Vips.SpaceColour, 0));
                Replace(ref image, (from, to) => Vips.vips_cast_uchar(from, (nint*)to, 0));
                Write(image, shape, pixels);
            }
            finally
            {
                Vips.Free(image);
            }
        }
    }

    // Only by content, and only two kinds of file: libvips itself opens many more.
    private static nint Opened(byte* data, ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) && !file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]))
            throw new ImageException("it is neither a JPEG nor a PNG file by its content");
        var image = Vips.vips_image_new_from_buffer(data, (nuint)file.Length, "", "fail_on", Vips.FailOnError, 0);
        if (image == 0)
            throw new ImageException(Vips.TakeError());
        var (width, height) = (Vips.vips_image_get_width(image), Vips.vips_image_get_height(image));
        if ((long)width * height <= MostPixels)
            return image;
        Vips.Free(image);
        throw new ImageException($"it has {width} × {height} pixels; at most {MostPixels} are taken");
    }

    private static nint Turned(nint image)
    {
        Replace(ref image, (from, to) => Vips.vips_autorot(from, (nint*)to, 0));
        return image;
    }

    private static void Write(nint image, ImageShape shape, Span<byte> pixels)
    {
        nuint bytes;
        var values = Vips.vips_image_write_to_memory(image, &bytes); // (H, W, C)
        if (values is null)
            throw new ImageException(Vips.TakeError());
        try
        {
            if (bytes != (nuint)shape.Size)
                throw new ImageException($"it gave {bytes} values where {shape} has {shape.Size}");
            var plane = shape.Height * shape.Width;
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                var to = pixels.Slice(channel * plane, plane);
                for (var k = 0; k < to.Length; k++)
                    to[k] = values[(k * shape.Channels) + channel];
            }
        }
        finally
        {
            Vips.g_free(values);
        }
    }

    // The image is freed whatever happens; on failure nothing is left to free.
    private static void Replace(ref nint image, Func<nint, nint, int> operation)
    {
        nint result = 0;
        var before = image;
        image = 0;
        var code = operation(before, (nint)(&result));
        Vips.Free(before);
        Check(code);
        image = result;
    }

    private static void Check(int code)
    {
        if (code != 0)
            throw new ImageException(Vips.TakeError());
    }
}

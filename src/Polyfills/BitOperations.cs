namespace System.Numerics;

internal static class BitOperations
{
    /// <summary>The number of zero bits below the lowest set bit; 64 if no bit is set.</summary>
    public static int TrailingZeroCount(ulong value)
    {
        if (value == 0)
        {
            return 64;
        }

        // Isolates the lowest bit and multiplies by a De Bruijn sequence: the top six bits then identify its position.
        return TrailingZeros[(int)(((value & (~value + 1)) * DeBruijn) >> 58)];
    }

    /// <summary>The position of the highest set bit; 0 for 0.</summary>
    public static int Log2(uint value)
    {
        var log = 0;
        while ((value >>= 1) != 0)
        {
            log++;
        }

        return log;
    }

    /// <summary>Updates a CRC-32C (Castagnoli) with a byte.</summary>
    public static uint Crc32C(uint crc, byte data)
    {
        crc ^= data;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc >> 1) ^ (0x82F63B78 & (0 - (crc & 1)));
        }

        return crc;
    }

    private const ulong DeBruijn = 0x03F79D71B4CB0A89;

    private static readonly byte[] TrailingZeros = MakeTrailingZeros();

    private static byte[] MakeTrailingZeros()
    {
        var table = new byte[64];
        for (var i = 0; i < 64; i++)
        {
            table[(int)((DeBruijn << i) >> 58)] = (byte)i;
        }

        return table;
    }
}

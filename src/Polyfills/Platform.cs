using System.Runtime.ExceptionServices;

namespace System;

/// <summary>Static members added to platform classes.</summary>
internal static class Platform
{
    private static readonly Random SharedRandom = new();

    extension(OperatingSystem)
    {
        /// <summary>Always <see langword="false"/>: .NET in a browser uses the build for .NET 8.</summary>
        public static bool IsBrowser() => false;
    }

    extension(ExceptionDispatchInfo)
    {
        [System.Diagnostics.CodeAnalysis.DoesNotReturn]
        public static void Throw(Exception source) => ExceptionDispatchInfo.Capture(source).Throw();
    }

    extension(Math)
    {
        public static long Clamp(long value, long min, long max) => Math.Max(min, Math.Min(value, max));
    }

    extension(char)
    {
        public static bool IsAsciiDigit(char c) => c is >= '0' and <= '9';
    }

    extension(Random)
    {
        /// <summary>A shared instance. Not thread-safe: callers must lock it.</summary>
        public static Random Shared => SharedRandom;
    }
}

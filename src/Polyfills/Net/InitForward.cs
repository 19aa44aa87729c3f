using System.Runtime.CompilerServices;

// A library that was compiled against the build for .NET Standard 2.0 looks for this type there, whenever it calls an init setter.
[assembly: TypeForwardedTo(typeof(IsExternalInit))]

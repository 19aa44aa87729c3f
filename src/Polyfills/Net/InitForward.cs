using System.Runtime.CompilerServices;

// A library compiled against the .NET Standard 2.0 build looks for this type in that assembly when it calls an init setter.
[assembly: TypeForwardedTo(typeof(IsExternalInit))]

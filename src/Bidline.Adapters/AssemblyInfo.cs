using System.Runtime.CompilerServices;

// Tests give the client a resolver of their own.
[assembly: InternalsVisibleTo("Bidline.Tests")]

using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Bidline.Tests")]

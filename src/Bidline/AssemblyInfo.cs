using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Bidline.Tests")]
[assembly: InternalsVisibleTo("Bidline.Bench.Storage")]
[assembly: InternalsVisibleTo("Bidline.Bench.Eligibility")]

setTimeout(() => {
  const added = document.createElement("p");
  added.id = "added";
  added.innerHTML = 'Call <a href="tel:+18005550102">1 (800) 555-0102</a> or 800.555.0102';
  document.getElementById("late").append(added);
}, 600);
